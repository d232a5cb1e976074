"""Running notebooks that nobody trusts: a process for each, apart from references, files, network and each other."""
