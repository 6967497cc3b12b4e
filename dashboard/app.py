"""The dashboard. Run it from the project's directory: `streamlit run dashboard/app.py`.

What the pages need is imported here, before anyone opens one: it takes more than a second.
"""

from pathlib import Path

from streamlit.starlette import App

import blocks.warehouses  # noqa: F401
import dashboard.sidebar
import dashboard.streamlit_view  # noqa: F401

app = App(Path(__file__).with_name("pages.py"))
