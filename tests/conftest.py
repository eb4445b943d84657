"""What all tests share: the same examples every time, and no deadline for one of them."""

from hypothesis import settings

settings.register_profile("docketsim", deadline=None, derandomize=True)
settings.load_profile("docketsim")
