"""Files come in through the doors that people use, and the whole product is right afterwards."""
