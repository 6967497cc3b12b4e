# The pipeline and its worker. Build: docker build -t sparkify .
# Deploy from inside it, so that the deployments record the folder that each container has:
#   docker run --rm -e PREFECT_API_URL -e PREFECT_API_KEY sparkify prefect --no-prompt deploy --all
FROM python:3.11-slim-bookworm

WORKDIR /opt/sparkify

# before the code, so that a change of code does not install again
COPY requirements-runtime.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements-runtime.lock \
    && pip check

# a number and not a name: ECS and Kubernetes can then see that it is not root
RUN useradd --uid 10001 --create-home --home-dir /var/lib/sparkify sparkify

COPY . .

# the packages are run from here, as they read sql/ and expectations/ beside them
ENV PYTHONPATH=/opt/sparkify \
    PYTHONUNBUFFERED=1 \
    SPARKIFY_HOME=/var/lib/sparkify/state \
    PREFECT_HOME=/var/lib/sparkify/prefect

USER 10001:10001

# a list, so that the worker gets the signal that ends the container and lets its runs end well
CMD ["prefect", "worker", "start", "--pool", "sparkify", "--type", "process"]
