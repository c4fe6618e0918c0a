"""Files of publications in a folder of the operator's: what they are, and covers made from them."""
