-- AlterTable
ALTER TABLE "sign_in_challenges" ADD COLUMN     "break_glass_hash" BYTEA;


-- By hand from here: Prisma's schema has no words for it.

-- Who came by a printed code is bound to it until it is used up: another one that is made meanwhile is not spent for it.
ALTER TABLE "sign_in_challenges"
  ADD CONSTRAINT "sign_in_challenges_break_glass_check" CHECK (("method" = 'break-glass') = ("break_glass_hash" IS NOT NULL));

-- What each Admin of the organization has for the day on which single sign-on fails. That they have a password and a second
-- factor is all that is to be had of either here, and nothing of the code.
CREATE FUNCTION gatehouse_emergency_admins()
  RETURNS TABLE (user_id uuid, name text, email text, has_password boolean, has_second_factor boolean, made_at timestamptz, used_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id, u.name, u.email, u.password_hash IS NOT NULL, EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = u.id),
         b.created_at, b.used_at
    FROM memberships m
    JOIN users u ON u.id = m.user_id
    LEFT JOIN break_glass_codes b ON b.organization_id = m.organization_id AND b.user_id = m.user_id
   WHERE m.organization_id = gatehouse_organization_id() AND m.role = 'admin'
$$;
REVOKE EXECUTE ON FUNCTION gatehouse_emergency_admins FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gatehouse_emergency_admins TO gatehouse_app;

-- Whether a code of an organization counts for an Admin with that address: the organization requires single sign-on, and no
-- other one requires its own of the address.
CREATE FUNCTION gatehouse_code_opens(organization uuid, address text) RETURNS boolean
  LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM organization_domains d JOIN organizations o ON o.id = d.organization_id AND o.status <> 'deleting'
                  WHERE d.organization_id = organization AND d.verified_at IS NOT NULL AND d.requires_sso)
     AND NOT EXISTS (SELECT 1 FROM organization_domains d
                      WHERE d.domain = split_part(address, '@', 2) AND d.organization_id <> organization
                        AND d.verified_at IS NOT NULL AND d.requires_sso)
$$;
REVOKE EXECUTE ON FUNCTION gatehouse_code_opens FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gatehouse_code_opens TO gatehouse_system;
