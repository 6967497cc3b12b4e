"""Data docs: the run's checks as a static site that people read in a browser."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.resource_identifiers import (
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)

from warehouse.checking.validation import Validation

_SITE = "run"


def write_documents(validation: Validation, batch_id: str, directory: Path) -> Path:
    """Builds the pages of all outcomes so far; returns the first page.

    Pages of earlier runs stay in the directory; its first page lists this run's.
    """
    run = RunIdentifier(run_name=batch_id, run_time=datetime.now(UTC))
    for table, outcome in validation.outcomes.items():
        suite = ExpectationSuiteIdentifier(name=table)
        outcome.meta["run_id"] = run
        outcome.meta["validation_time"] = run.run_time
        validation.context.validation_results_store.store_validation_results(
            outcome,
            ValidationResultIdentifier(
                expectation_suite_identifier=suite, run_id=run, batch_identifier=outcome.batch_id
            ),
            suite,
        )
    if _SITE not in validation.context.get_site_names():
        validation.context.add_data_docs_site(_SITE, _describe_site(directory))
    pages = validation.context.build_data_docs(site_names=[_SITE])
    return Path(unquote(urlparse(pages[_SITE]).path))


def _describe_site(directory: Path) -> Any:
    """A site of validation results alone; pages of suites would tell the same again."""
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(directory),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "site_section_builders": {"expectations": "none", "profiling": "none"},
    }
