"""The pages look and behave the same wherever Streamlit is started."""

from pathlib import Path

from streamlit.file_util import get_main_script_streamlit_file_path

APP = Path(__file__).parents[2] / "dashboard" / "app.py"


def test_the_settings_lie_where_streamlit_looks_whatever_the_working_directory() -> None:
    settings = Path(get_main_script_streamlit_file_path(str(APP), "config.toml"))
    assert 'address = "127.0.0.1"' in settings.read_text(encoding="utf-8")
