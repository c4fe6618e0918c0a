"""The read model: what is told of each record, with its neighbours, made once for each commit."""
