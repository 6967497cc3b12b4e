"""`python -m blocks register | save | prepare | check | schedules | automations`."""

import argparse
import getpass
import sys
from collections.abc import Iterator, Sequence

import httpx

from blocks.administrator import open_as_admin
from blocks.automations import find_notification, save_automations
from blocks.checking import Finding, check_copy, check_lake, check_warehouse
from blocks.documents import has_document
from blocks.lakes import SAMPLE, is_place, open_lake
from blocks.questions import INTRODUCTION, LeftError, Named, ask_all, ask_block
from blocks.redshift_credentials import RedshiftCredentials
from blocks.saving import KINDS, Kind, read_environment, save_documents
from blocks.schedules import switch_schedules
from blocks.sparkify_lake import SparkifyLake
from blocks.warehouses import LOCAL, open_warehouse
from warehouse.database.connection import Warehouse
from warehouse.database.roles import LOADER, READER, prepare_roles
from warehouse.errors import ConfigurationError, WarehouseError
from warehouse.lake.files import Lake

EXIT_MISSING = 1
EXIT_USAGE = 2
EXIT_STOPPED = 130  # as shells do for Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 done, 1 something is missing, 2 asked for what cannot be, 130 stopped."""
    options = _parse(arguments)
    try:
        return int(options.run(options))
    except WarehouseError as error:
        print(f"blocks: {error}", file=sys.stderr)
    except (KeyboardInterrupt, EOFError, LeftError):
        print("\nblocks: stopped. What was not reported as saved is unchanged.", file=sys.stderr)
        return EXIT_STOPPED
    except httpx.HTTPError as error:
        print(
            f"blocks: Prefect's API did not answer ({type(error).__name__}). Check "
            "PREFECT_API_URL and the server, then run again.",
            file=sys.stderr,
        )
    return EXIT_USAGE


def register(_: argparse.Namespace) -> int:
    """Makes the block types known to Prefect, for its forms."""
    for kind in KINDS.values():
        kind.block_class.register_type_and_schema()
        print(f"registered {kind.slug}")
    return 0


def save(options: argparse.Namespace) -> int:
    """Saves the documents that the environment describes, or asks at the terminal."""
    wanted = _describe(options) or _ask(options)
    for reference in save_documents(wanted):
        print(f"saved {reference}")
    if not wanted:
        print(f"Nothing to save: the warehouse {LOCAL!r} and the lake {SAMPLE!r} need no block.")
    return 0


def _describe(options: argparse.Namespace) -> list[Named]:
    """The documents that the environment describes, of the wanted kind."""
    described = [
        (kind, options.name or kind.document, read_environment(kind))
        for kind in _list_kinds(options)
    ]
    return [each for each in described if each[2]]


def _list_kinds(options: argparse.Namespace) -> list[Kind]:
    return [KINDS[options.kind]] if options.kind else list(KINDS.values())


def _ask(options: argparse.Namespace) -> list[Named]:
    kinds = _list_kinds(options)
    if not sys.stdin.isatty():
        variables = ", ".join(kind.prefix + name for kind in kinds for name in kind.fields)
        raise ConfigurationError(
            f"Nothing says what to save. Set the variables that apply of {variables}, or run the "
            "command at a terminal, where it asks."
        )
    print(INTRODUCTION)
    if not options.kind:
        return ask_all(_put_question)
    (kind,) = kinds
    name = options.name or kind.document
    given = ask_block(kind, name, _put_question)
    return [(kind, name, given)] if given else []


def _put_question(question: str, is_secret: bool) -> str:  # noqa: FBT001 - called by position
    return (getpass.getpass if is_secret else input)(question).strip()


def check(options: argparse.Namespace) -> int:
    """Tries each named warehouse and lake, and COPY from each lake into each warehouse."""
    warehouses, lakes = _open_all(options.names)
    findings = list(_try_all(warehouses, lakes))
    width = max(len(finding.subject) for finding in findings)
    for finding in findings:
        print(f"{finding.outcome:<9} {finding.subject:<{width}}  {finding.detail}")
    missing = [finding for finding in findings if finding.remedy]
    if missing:
        print("\nWhat would grant it:")
        for finding in missing:
            print(f"  {finding.subject}\n    {finding.remedy}")
    return EXIT_MISSING if missing else 0


def prepare(options: argparse.Namespace) -> int:
    """Makes tables, roles and users as the warehouse's administrator."""
    password = ""
    if options.admin and not options.admin_secret:
        password = getpass.getpass(f"password of {options.admin}: ")
    warehouse = open_as_admin(
        options.warehouse, secret=options.admin_secret, user=options.admin, password=password
    )
    for line in prepare_roles(warehouse, options.loader, options.reader):
        print(line)
    return 0


def _open_all(names: Sequence[str]) -> tuple[list[Warehouse], list[Lake]]:
    """The warehouses and lakes of the names; a name may be one of each."""
    warehouses, lakes = [], []
    for name in names:
        is_lake = is_place(name) or (name != LOCAL and has_document(SparkifyLake, name))
        if name == LOCAL or (not is_place(name) and has_document(RedshiftCredentials, name)):
            warehouses.append(open_warehouse(name))
        elif not is_lake:
            raise ConfigurationError(
                f"There is no block, lake or warehouse {name!r}. `prefect block ls` lists the "
                "blocks; python -m blocks save makes them."
            )
        if is_lake:
            lakes.append(open_lake(name))
    return warehouses, lakes


def _try_all(warehouses: Sequence[Warehouse], lakes: Sequence[Lake]) -> Iterator[Finding]:
    for warehouse in warehouses:
        yield from check_warehouse(warehouse)
    for lake in lakes:
        yield from check_lake(lake)
    for warehouse in warehouses:
        for lake in lakes:
            yield check_copy(warehouse, lake)
    if not (warehouses and lakes):
        yield Finding("COPY", "not tried", "name a warehouse and a lake to try it")


def schedules(options: argparse.Namespace) -> int:
    """Turns the schedules of the deployments on or off."""
    for line in switch_schedules(is_on=options.state == "on"):
        print(line)
    return 0


def automations(options: argparse.Namespace) -> int:
    """Creates or replaces the automations that notify through a block."""
    for name in save_automations(find_notification(options.block)):
        print(f"saved automation {name}")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m blocks", description="Who the pipeline is and where it works."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("register", help="register the block types with Prefect")
    command.set_defaults(run=register)
    command = commands.add_parser(
        "save",
        help="create or update block documents from environment variables or at a prompt",
        description="Reads "
        + "; ".join(
            f"{kind.slug}: {kind.prefix}{{{','.join(kind.fields)}}}" for kind in KINDS.values()
        )
        + ". An empty variable clears its field. Without variables it asks for what the chosen "
        "way needs (on a laptop: nothing). Values are never arguments, which a shell would "
        "remember.",
    )
    command.add_argument("kind", nargs="?", choices=KINDS, help="type (default: all described)")
    command.add_argument("name", nargs="?", help="document (default: the type's usual name)")
    command.set_defaults(run=save)
    command = commands.add_parser(
        "prepare",
        help="as administrator, once and after upgrades: make tables, roles and their users",
        description="Makes tables and views, which belong to the administrator, the role "
        f"{LOADER} for who runs the flow, and {READER} for dashboards and analysts.",
    )
    command.add_argument("warehouse", metavar="WAREHOUSE", help="block, or 'local'")
    command.add_argument(
        "--admin-secret", default="", metavar="ARN", help="secret with the administrator's password"
    )
    command.add_argument(
        "--admin", default="", metavar="USER", help="administrator whose password is asked for"
    )
    for role, who in (("loader", "runs the flow"), ("reader", "reads the star")):
        command.add_argument(
            f"--{role}",
            action="append",
            default=[],
            metavar="USER",
            help=f"user that {who}, e.g. IAMR:sparkify-worker; may be repeated",
        )
    command.set_defaults(run=prepare)
    command = commands.add_parser("check", help="try warehouses and lakes, list what is missing")
    command.add_argument(
        "names", nargs="+", metavar="NAME", help="block, 'local', 'sample', folder"
    )
    command.set_defaults(run=check)
    command = commands.add_parser(
        "schedules",
        help="turn the deployments' schedules on or off; deploying leaves them off",
    )
    command.add_argument("state", choices=("on", "off"))
    command.set_defaults(run=schedules)
    command = commands.add_parser("automations", help="create or replace the notifications")
    command.add_argument("block", metavar="TYPE/NAME", help="e.g. slack-webhook/data-team")
    command.set_defaults(run=automations)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
