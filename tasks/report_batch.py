"""Reports what the run did: an artifact in Prefect, and the figures for the terminal."""

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact

from tasks.policy import step
from warehouse import report
from warehouse.batch import Batch
from warehouse.connection import Warehouse
from warehouse.publishing import PublishedFigures
from warehouse.staging import CopyFigures

NEXT_STEPS = (
    'python -m local_redshift sql "select * from star.songplays limit 5"',
    "streamlit run dashboard/app.py",
    "prefect server start   (then http://127.0.0.1:4200 shows the runs)",
)


@step("report batch")
def report_batch(
    warehouse: Warehouse,
    batch: Batch,
    seconds: float,
    copies: tuple[CopyFigures, ...] = (),
    published: PublishedFigures | None = None,
) -> report.Report:
    """The report of the run, which is also its summary artifact."""
    made = report.Report(
        batch=batch,
        star_rows=report.count_star(warehouse),
        seconds=seconds,
        copies=copies,
        published=published,
        rejected=report.read_rejected(warehouse, batch.batch_id) if published else (),
        next_steps=NEXT_STEPS,
    )
    create_markdown_artifact(
        report.write_markdown(made),
        key="sparkify-etl-summary",
        description="What the run loaded, rejected and found wrong",
    )
    get_run_logger().info(made.headline)
    return made
