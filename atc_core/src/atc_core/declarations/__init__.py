"""The kernels that come with the framework, one file a family; each is an entry point of the group ``atc.kernels``."""
