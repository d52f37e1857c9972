-- Every published figure is found again on this file, to the digits given.
select published.figure, published.published_value, found.found_value, published.source
from {{ref "published_figures"}} as published
left join {{ref "figures_found"}} as found on found.figure = published.figure
where found.found_value is distinct from published.published_value
