"""Reports what the run did: artifacts and events in Prefect, and the figures for the terminal."""

from datetime import timedelta

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.events import emit_event
from prefect.settings import PREFECT_API_URL, PREFECT_UI_URL

from blocks.automations import FRESH_EVENT, STALE_AFTER, STALE_EVENT
from blocks.warehouses import publish_lake
from tasks.best_effort import show
from tasks.policy import step
from tasks.result_artifacts import SUMMARY_KEY, show_checks, show_docs, show_rejected
from warehouse.batch_load import BatchLoad
from warehouse.database.connection import Warehouse
from warehouse.database.tables import find_changes
from warehouse.errors import QuarantinedFilesError
from warehouse.loading.quarantine import explain
from warehouse.planning.batch import Batch
from warehouse.planning.plan_text import describe_plan
from warehouse.publishing import report

LOAD_STEP = ("python flows/etl_flow.py    with the same options, without --plan",)


@step("report plan")
def report_plan(warehouse: Warehouse, batch: Batch, watch: report.Stopwatch) -> report.Report:
    """What a run would load; its artifact has the days, the files and the SQL."""
    headline = f"Plan of {batch.title}; nothing was changed."
    with warehouse.transaction() as session:
        changes = find_changes(session)
    plan = describe_plan(batch, changes.names)
    show(
        create_markdown_artifact,
        markdown=f"```\n{plan}\n```",
        key="sparkify-etl-plan",
        description="What a run would load, and its SQL",
    )
    get_run_logger().info(headline)
    return report.Report(
        headline,
        batch,
        report.count_star(warehouse),
        watch.seconds,
        next_steps=LOAD_STEP,
        plan=plan,
    )


@step("report nothing to do")
def report_nothing(
    warehouse: Warehouse, batch: Batch | None, watch: report.Stopwatch, lake_uri: str
) -> report.Report:
    """Why nothing was loaded: there is nothing new, or another run is at work."""
    headline = "Nothing done: another run is at work and loads the same files."
    if batch is not None:
        headline = f"Nothing to do: every file of the lake is loaded{_name_others(batch)}."
    made = report.Report(
        headline, batch, report.count_star(warehouse), watch.seconds, next_steps=_list_next_steps()
    )
    if made.star_rows.get("songplays"):
        publish_lake(warehouse.name, lake_uri)
    _publish_summary(warehouse, made)
    return made


def _name_others(batch: Batch) -> str:
    """How many files of the lake are not loaded, and why."""
    counts = {
        "left out before": len(batch.quarantined),
        "held back": len(batch.held_back),
        "ignored": len(batch.unexpected),
    }
    others = [f"{count:,} {what}" for what, count in counts.items() if count]
    return f", but {' and '.join(others)}" if others else ""


@step("report batch")
def report_batch(load: BatchLoad, watch: report.Stopwatch) -> report.Report:
    """The report of a published batch."""
    warehouse, batch = load.lease.warehouse, load.batch
    plays = load.published.songplays if load.published else 0
    headline = f"Loaded {plays:,} plays of {batch.title}."
    if batch.is_empty:  # each of its files was left out
        headline = "Loaded nothing."
    made = report.Report(
        headline=headline,
        batch=batch,
        star_rows=report.count_star(warehouse),
        seconds=watch.seconds,
        settled=load.settled,
        published=load.published,
        rejected=report.read_rejected(warehouse, batch.batch_id),
        checks=tuple(load.checker.checks) if load.checker else (),
        docs=show_docs(load.checker) if load.checker else None,
        usage=str(warehouse.usage),
        next_steps=_list_next_steps(),
    )
    _publish_summary(warehouse, made)
    show_checks(made.checks)
    show_rejected(made.rejected, batch.batch_id)
    return made


def require_all_files(made: report.Report) -> None:
    """Fails a run that has published its batch and had to leave files out.

    Raises:
        QuarantinedFilesError: With what was loaded, what was left out, why, and what to do.
    """
    quarantined = made.settled.quarantined if made.settled else []
    if quarantined:
        raise QuarantinedFilesError(f"{made.headline} {explain(quarantined)}")


def _publish_summary(warehouse: Warehouse, made: report.Report) -> None:
    show(
        create_markdown_artifact,
        markdown=report.write_markdown(made),
        key=SUMMARY_KEY,
        description="What the run loaded, rejected and found wrong",
    )
    get_run_logger().info(made.headline)
    freshness = report.read_freshness(warehouse)
    age_hours = freshness["age_hours"]
    is_fresh = age_hours is not None and timedelta(hours=age_hours) <= STALE_AFTER
    emit_event(
        FRESH_EVENT if is_fresh else STALE_EVENT,
        resource={
            "prefect.resource.id": f"sparkify.warehouse.{warehouse.name}",
            "prefect.resource.name": warehouse.name,
        },
        payload={"newest_event_at": str(freshness["newest_event_at"]), "age_hours": age_hours},
    )


def _list_next_steps() -> tuple[str, ...]:
    """What a person can run or open now; Prefect's pages where they are."""
    runs = ("prefect server start", "then http://127.0.0.1:4200 shows the runs")
    if PREFECT_API_URL.value():
        runs = (str(PREFECT_UI_URL.value()), "the runs")
    steps = (
        ("streamlit run dashboard/app.py", "the dashboard"),
        ('python -m local_redshift sql "select ..."', "any query, e.g. of star.songplays"),
        runs,
    )
    return tuple(f"{step:<44} {what}" for step, what in steps)
