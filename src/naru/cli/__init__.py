"""The command line: parse, give the desk one command or question, say the answer in Korean, Chinese or English."""
