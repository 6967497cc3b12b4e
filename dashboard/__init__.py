"""The activity dashboard: Streamlit pages over the marts, and the same charts as one HTML file."""
