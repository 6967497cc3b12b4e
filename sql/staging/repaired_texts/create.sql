-- Grain: one broken text of the batch's events and what it was before it was misread
create table if not exists staging.repaired_texts (
    broken varchar(4096) not null, -- as the log has it
    repaired varchar(4096) not null -- as it was before it was misread
)
diststyle all
