"""publod: a linked-data publishing service for the publications of public agencies."""

from importlib.metadata import version

__version__ = version("publod")
