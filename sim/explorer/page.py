"""The page itself: Streamlit runs this file from top to bottom for each tab whenever something is moved in it."""

from sim.explorer import layout

layout.show()
