"""The pages as a browser shows them: real Chromium, a real server, axe-core and the W3C's checker."""
