-- 69,659 purchases worth 2,500,315.63 and 167,881 CDs (README of the data set): what is current in June 1998 holds all of it.
select sum(spend_lifetime) as spend, sum(cds_lifetime) as cds, count(*) as customers
from {{ref "purchases"}}
having (sum(spend_lifetime) = 2500315.63 and sum(cds_lifetime) = 167881 and count(*) = 23570) is not true
