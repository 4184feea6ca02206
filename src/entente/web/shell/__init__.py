"""What surrounds the pages: navigation, errors, theme, keys, the component sheet."""
