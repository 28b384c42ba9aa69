"""A product's particulars as fields: the catalogue and the studio both fill them in."""
