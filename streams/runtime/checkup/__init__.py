"""What is wrong with an installation, found from outside: nothing is made, nothing is changed."""
