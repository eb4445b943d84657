"""The only door to numba.

numba keeps compiled code by the name and date of the file it stands in: an edited rule in *another* file would be
missed, and a lost bit in what is kept would be run. Here the folder is named by a hash of all sources, a file by the
module, and each file begins with its checksum. Where that does not hold, the function is compiled again.

``Slot.LOCAL + 0`` in a kernel is the number of a coded word. Without the sum the compiler sees a member of an enum, a
type of its own: it would compile the function that is called once more for each such type, and refuse a variable that
is a member in one branch and a number in another. Beside an array or another number no sum is needed.
"""

import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core import caching

from sim.engine import compiled

FOLDER, NOT_KEPT = compiled.folder_for(f"numba {numba.__version__} {llvm.get_host_cpu_name()}")
"""Where compiled code is, and why it goes with this command (empty where it is kept)."""
CACHE_LINE = 64  # bytes
Function = TypeVar("Function", bound=Callable[..., Any])


def is_compiled() -> bool:
    """Whether compiled code of these very sources is at hand (or compilation is off)."""
    return bool(numba.config.DISABLE_JIT) or any(FOLDER.rglob("*.nbc"))


@cache
def _content(file: str) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


@cache
def _say_damaged() -> None:
    """Once for a process, and not where nobody can hear it."""
    if sys.stderr is not None:
        print(f"compiled code in {FOLDER} was damaged; what is missing is compiled again", file=sys.stderr, flush=True)


class _Place(caching._CacheLocator):  # type: ignore[misc]
    """A folder for each module, whichever checkout it is in; what a file holds counts, not its date."""

    def __init__(self, function: Any, file: str) -> None:
        self._py_file, self._module = file, function.__module__
        self._line = function.__code__.co_firstlineno

    def get_cache_path(self) -> str:
        return str(FOLDER / self._module)

    def get_source_stamp(self) -> str:
        return _content(self._py_file)

    def get_disambiguator(self) -> str:
        return str(self._line)

    def ensure_cache_path(self) -> None:
        os.makedirs(self.get_cache_path(), mode=0o700, exist_ok=True)

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> "_Place | None":
        return cls(py_func, py_file) if os.path.isfile(py_file) else None


class _Kept(caching.CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = [_Place]


class _Files(caching.IndexDataCacheFile):  # type: ignore[misc]
    """Index and code of a function, each with its checksum. Damaged ones are as good as missing."""

    def _read(self, path: str) -> Any:
        with open(path, "rb") as file:
            content = compiled.unsealed(file.read())
        if content is None:
            _say_damaged()
            raise FileNotFoundError(path)
        return pickle.loads(content)

    def _write(self, path: str, data: Any) -> None:
        with self._open_for_write(path) as file:
            file.write(compiled.sealed(self._dump(data)))

    def _load_index(self) -> dict[Any, str]:
        try:
            stamp, overloads = self._read(self._index_path)
        except FileNotFoundError:
            return {}
        return overloads if stamp == self._source_stamp else {}

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._write(self._index_path, (self._source_stamp, overloads))

    def _load_data(self, name: str) -> Any:
        return self._read(self._data_path(name))

    def _save_data(self, name: str, data: Any) -> None:
        self._write(self._data_path(name), data)


class _Cache(caching.FunctionCache):  # type: ignore[misc]
    _impl_class = _Kept

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file = _Files(self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp())


def kernel(function: Function) -> Function:
    """Compile a loop over arrays. Division by zero gives inf, as in NumPy; float sums keep their order.

    Kernels allocate nothing, so references are not counted: a third of the time and half of the compilation.
    """
    made: Any = numba.njit(error_model="numpy", _nrt=False)(function)
    if not numba.config.DISABLE_JIT:
        made._cache = _Cache(function)
    compiled_function: Function = made
    return compiled_function


def inlined(function: Function) -> Function:
    """Compile a small function into whoever calls it, so that a loop over it becomes one over vectors."""
    made: Function = numba.njit(inline="always", error_model="numpy")(function)
    return made


rule = kernel


def _prefetch_code(typing_context: Any, array: Any, index: Any) -> Any:
    """Code of ``prefetch``: ask for the cache lines of one row and go on."""
    row_bytes = as_dtype(array.dtype).itemsize

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        holder = context.make_array(signature.args[0])(context, builder, arguments[0])
        at = builder.mul(arguments[1], arguments[1].type(row_bytes))
        row = builder.gep(builder.bitcast(holder.data, ir.IntType(8).as_pointer()), [at])
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [row.type, word, word, word])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        for line in range(0, row_bytes, CACHE_LINE):
            builder.call(ask, [builder.gep(row, [word(line)]), word(1), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


if numba.config.DISABLE_JIT:

    def prefetch(array: np.ndarray, index: int) -> None:
        """Nothing to do when nothing is compiled."""
else:
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic
    from numba.np.numpy_support import as_dtype

    prefetch = intrinsic(_prefetch_code)
