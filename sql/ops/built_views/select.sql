-- Grain: one view, with the digest of the text that made it
select
    views.relation,
    views.digest
from ops.built_views as views
