{{config severity="error" description="What is copied from a column with personal data is personal data too: say `pii` there as well."}}
select
  edge.child as node,
  edge.child_column as "column",
  'is a copy of ' || origin.name || '.' || edge.parent_column || ', which holds personal data (' || parent.pii || ')' as message
from column_edges as edge
join columns as parent on parent.node = edge.parent and parent.name = edge.parent_column
join columns as child on child.node = edge.child and child.name = edge.child_column
join nodes as origin on origin.id = edge.parent
where edge.is_copy
  and parent.pii is not null
  and child.pii is null
