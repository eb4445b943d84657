"""The public face: what `sim` and `calibration` export is real, documented and says its arguments."""

import inspect
from types import ModuleType

import pytest

import calibration
import sim
from sim import errors

FACES = [(module, name) for module in (sim, calibration) for name in module.__all__ if name != "__version__"]


@pytest.mark.parametrize("module", [sim, calibration])
def test_only_public_names_are_listed(module: ModuleType) -> None:
    assert dir(module) == sorted(module.__all__)


@pytest.mark.parametrize(("module", "name"), FACES)
def test_a_public_name_is_a_documented_function_or_class(module: ModuleType, name: str) -> None:
    exported = getattr(module, name)
    assert inspect.isfunction(exported) or inspect.isclass(exported)
    assert inspect.getdoc(exported)


@pytest.mark.parametrize(("module", "name"), FACES)
def test_a_public_function_says_its_arguments(module: ModuleType, name: str) -> None:
    exported = getattr(module, name)
    if inspect.isfunction(exported):
        signature = inspect.signature(exported)
        assert signature.return_annotation is not inspect.Signature.empty
        for one in signature.parameters.values():
            assert one.kind is not one.VAR_KEYWORD, one
            assert one.annotation is not one.empty, one


def test_every_error_is_exported_and_can_be_caught_as_one() -> None:
    kinds = {name for name, one in vars(errors).items() if inspect.isclass(one) and issubclass(one, Exception)}
    assert kinds <= set(sim.__all__)
    assert all(issubclass(getattr(sim, name), sim.InputError) for name in kinds)
