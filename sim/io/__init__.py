"""Bytes and text: files with places, results folders, words for numbers, the terminal."""
