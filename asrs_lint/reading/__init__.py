"""From the files of a project to facts: look at each file once (`looking`), then choose what to parse, extract, look a
second time (`project`)."""
