"""One run as one page: what was measured, how it came about, and how to repeat it. It measures nothing anew.

`page` puts it together; `tables`, `pictures` and `story` say what stands in it; `charts` draws; `svg` makes drawings
fit to be read in light and dark, and aloud.
"""
