"""What a fit or a score can refuse or leave undone, beside the errors of ``sim``: each is a ``sim.InputError``."""

from sim.errors import InputError, OptionError


class ConfigError(InputError):
    """Settings of a fit that cannot be used; each problem has its place in the file."""


class ObservedError(OptionError):
    """An observed series that cannot be used; a line for each problem, as file:line:column."""


class OutOfTime(InputError):
    """The stated budget is used up. What is finished is kept; the message says how to go on."""


class Unconverged(InputError):
    """The sampler has not converged; the message lists why, and what to do."""
