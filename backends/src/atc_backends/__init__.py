"""Other people's libraries as backends: one folder each, nothing imported before it is needed."""
