"""Every page and every form of the product, found by walking from link to link."""
