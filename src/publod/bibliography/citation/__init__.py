"""Citations as the style guides want them: an item of CSL-JSON in, a text with italics out.

Only this room knows the citation processor: `styles.py` which style sheets are offered, `style.py`
and `elements.py` how they are made ready, and where sheets and processor are mended.
"""

from publod.bibliography.citation.citations import STYLES, Citation, cite

__all__ = ["STYLES", "Citation", "cite"]
