-- DropIndex
DROP INDEX "teams_organization_id_name_key";

-- AlterTable
ALTER TABLE "teams" ADD COLUMN     "archived_at" TIMESTAMPTZ(3),
ADD COLUMN     "cost_centre" TEXT,
ADD COLUMN     "is_default" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "tags" JSONB NOT NULL DEFAULT '{}';

-- What follows is written by hand: Prisma's schema has no words for data, checks and partial indexes.

-- Until now new members joined the team of this very name; from now on the one that is marked, whatever its name.
UPDATE "teams" SET "is_default" = true WHERE "name" = 'Default';
CREATE UNIQUE INDEX "teams_organization_id_default_key" ON "teams" ("organization_id") WHERE "is_default";

-- A name is taken by live teams alone, so that it is free again once its team is archived.
DROP INDEX "teams_organization_id_lower_name_key";
CREATE UNIQUE INDEX "teams_organization_id_live_name_key" ON "teams" ("organization_id", lower("name")) WHERE "archived_at" IS NULL;

ALTER TABLE "teams"
  ADD CONSTRAINT "teams_default_lives" CHECK (NOT "is_default" OR "archived_at" IS NULL),
  ADD CONSTRAINT "teams_cost_centre_bounded" CHECK (char_length("cost_centre") BETWEEN 1 AND 60),
  ADD CONSTRAINT "teams_tags_bounded" CHECK (
    jsonb_typeof("tags") = 'object' AND jsonb_array_length(jsonb_path_query_array("tags", '$.keyvalue()')) <= 20
  );
