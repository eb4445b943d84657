"""The only door to numba.

numba keeps compiled code by the name and date of the file it stands in, so an
edited rule in *another* file would be missed. The cache folder is therefore
named by a hash of all sources of the package, and set before numba is loaded.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

SOURCES = Path(__file__).resolve().parents[1]


def source_hash() -> str:
    """Hash of every source that is compiled or holds coded words, and of the interpreter's version."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(SOURCES.rglob("*.py")):
        text = path.read_bytes()
        if path.name == "vocabulary.py" or b"engine.jit" in text:
            digest.update(path.relative_to(SOURCES).as_posix().encode())
            digest.update(text)
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled code is kept; a temporary folder when the user's cache cannot be written."""
    root = os.environ.get("DOCKETSIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(root) / "docketsim" / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    folder = (
        Path(tempfile.gettempdir()) / f"docketsim-{os.getuid() if hasattr(os, 'getuid') else 'user'}" / source_hash()
    )
    folder.mkdir(parents=True, exist_ok=True)
    return folder


FOLDER = cache_folder()
os.environ["NUMBA_CACHE_DIR"] = str(FOLDER)

import numba  # noqa: E402  (the cache folder must be known first)

numba.config.CACHE_DIR = str(FOLDER)
CACHE_LINE = 64  # bytes
Function = TypeVar("Function", bound=Callable[..., Any])


def is_compiled() -> bool:
    """Whether compiled code of these very sources is at hand (or compilation is off)."""
    return bool(numba.config.DISABLE_JIT) or any(FOLDER.rglob("*.nbc"))


def kernel(function: Function) -> Function:
    """Compile a loop over arrays. Division by zero gives inf, as in NumPy; float sums keep their order.

    Kernels allocate nothing, so references are not counted: a third of the time and half of the compilation.
    """
    made: Function = numba.njit(cache=True, error_model="numpy", _nrt=False)(function)
    return made


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
