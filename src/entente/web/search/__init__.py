"""One box over everything: the palette's list and the page that works without it."""
