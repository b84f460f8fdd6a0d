-- Views of the exported database. Each begins with a line that names the tables it needs.
-- needs ties institutions documents
CREATE VIEW "ties_in_words" AS
SELECT a."name" AS "source", t."relation", b."name" AS "target", t."modality", t."kind", t."year",
  d."title" AS "document", t."page", t."sentence", t."confidence", t."link"
FROM "ties" t
JOIN "documents" d ON d."id" = t."document"
LEFT JOIN "institutions" a ON a."id" = t."source"
LEFT JOIN "institutions" b ON b."id" = t."target";
-- needs outcomes documents
CREATE VIEW "outcomes_in_words" AS
SELECT o."kind", o."text", o."value", o."value_high", o."unit", o."year", o."place", o."institution",
  o."promised", d."title" AS "document", d."publisher", d."year" AS "published", o."page", o."sentence",
  o."link"
FROM "outcomes" o JOIN "documents" d ON d."id" = o."document";
-- needs scores themes passages documents
CREATE VIEW "passages_about" AS
SELECT h."label" AS "theme", s."about", d."title" AS "document", d."year", p."page", p."text", s."link"
FROM "scores" s
JOIN "themes" h ON h."id" = s."theme"
JOIN "passages" p ON p."id" = s."passage"
JOIN "documents" d ON d."id" = s."document"
WHERE s."counted";
-- needs institutions mentions documents
CREATE VIEW "institutions_by_document" AS
SELECT i."name" AS "institution", i."type", i."scale", d."title" AS "document", d."year",
  count(*) AS "mentions", min(m."page") AS "first_page"
FROM "mentions" m
JOIN "institutions" i ON i."id" = m."institution"
JOIN "documents" d ON d."id" = m."document"
WHERE m."counted"
GROUP BY i."id", d."id";
