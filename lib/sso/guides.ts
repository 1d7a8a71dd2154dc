/** What of a connection an identity provider is told; each stands in a guide as itself. */
export type OwnValue = 'acsUrl' | 'entityId' | 'metadataUrl';

export type GuideStep = {
  /** Names of the provider's own console stand between underscores. */
  text: string;
  /** What to enter or choose there, field by field. */
  fields?: readonly { field: string; value: string | { own: OwnValue } }[];
};

export type Guide = {
  provider: 'okta' | 'entra' | 'google' | 'keycloak' | 'other';
  name: string;
  /** In the console of the provider. */
  steps: readonly GuideStep[];
  /** Back in Gatehouse, as its fields are called. */
  here: readonly GuideStep[];
};

const acsUrl = { own: 'acsUrl' } as const;
const entityId = { own: 'entityId' } as const;

const mapped = (email: string, name: string, groups: string): GuideStep => ({
  text: 'In sections 3 and 6, name the attributes.',
  fields: [
    { field: 'Attribute of the email address', value: email },
    { field: 'Attribute of the name', value: name },
    { field: 'Attribute of the groups', value: groups },
  ],
});

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

/** How each identity provider is told about a connection: for the page of the connection and for docs/sso.md. */
export const guides: readonly Guide[] = [
  {
    provider: 'okta',
    name: 'Okta',
    steps: [
      {
        text: 'In the Admin Console open _Applications_, _Applications_, _Create App Integration_.',
      },
      {
        text: 'Choose _SAML 2.0_, give it a name, and enter under _SAML Settings_:',
        fields: [
          { field: 'Single sign-on URL', value: acsUrl },
          { field: 'Use this for Recipient URL and Destination URL', value: 'checked' },
          { field: 'Audience URI (SP Entity ID)', value: entityId },
          { field: 'Name ID format', value: 'EmailAddress' },
          { field: 'Application username', value: 'Email' },
        ],
      },
      {
        text: 'Add _Attribute Statements_, each a name with its value, and leave the name format at _Unspecified_:',
        fields: [
          { field: 'email', value: 'user.email' },
          { field: 'displayName', value: 'user.displayName' },
        ],
      },
      {
        text: 'For roles by group add one of the _Group Attribute Statements_. A narrower filter sends fewer groups.',
        fields: [
          { field: 'Name', value: 'groups' },
          { field: 'Filter', value: 'Matches regex: .*' },
        ],
      },
      { text: 'Finish, and under _Assignments_ assign the people or groups who may sign in.' },
      { text: 'Under _Sign On_ copy the _Metadata URL_.' },
    ],
    here: [{ text: 'In section 2, give that address.' }, mapped('email', 'displayName', 'groups')],
  },
  {
    provider: 'entra',
    name: 'Microsoft Entra ID',
    steps: [
      {
        text: 'In the Microsoft Entra admin center open _Enterprise apps_, _New application_, _Create your own application_, and choose _Integrate any other application you don’t find in the gallery (Non-gallery)_.',
      },
      {
        text: 'Open _Single sign-on_, _SAML_, and edit the _Basic SAML Configuration_. _Upload metadata file_ takes the file of section 1 and fills both in.',
        fields: [
          { field: 'Identifier (Entity ID)', value: entityId },
          { field: 'Reply URL (Assertion Consumer Service URL)', value: acsUrl },
        ],
      },
      {
        text: 'Leave _Attributes & Claims_ as they are: the address and the display name come by themselves. The address is the one of the mailbox (user.mail), so everybody needs one.',
      },
      {
        text: 'For roles by group choose _Add a group claim_ there.',
        fields: [
          { field: 'Which groups', value: 'Groups assigned to the application' },
          { field: 'Source attribute', value: 'Group ID' },
        ],
      },
      {
        text: 'Entra ID then sends the Object ID of each group, and that is what a rule names. Of somebody in more than 150 groups it sends none, unless only assigned groups are sent.',
      },
      { text: 'Under _Users and groups_ assign the people or groups who may sign in.' },
      { text: 'Under _SAML Certificates_ copy the _App Federation Metadata Url_.' },
    ],
    here: [
      { text: 'In section 2, give that address.' },
      mapped(
        `${claims}/emailaddress`,
        'http://schemas.microsoft.com/identity/claims/displayname',
        'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
      ),
    ],
  },
  {
    provider: 'google',
    name: 'Google Workspace',
    steps: [
      {
        text: 'In the Admin console open _Apps_, _Web and mobile apps_, _Add app_, _Add custom SAML app_, and give it a name.',
      },
      { text: 'On the next page choose _Download metadata_.' },
      {
        text: 'Enter under _Service provider details_:',
        fields: [
          { field: 'ACS URL', value: acsUrl },
          { field: 'Entity ID', value: entityId },
          { field: 'Start URL', value: 'empty' },
          { field: 'Name ID format', value: 'EMAIL' },
          { field: 'Name ID', value: 'Basic Information > Primary email' },
        ],
      },
      {
        text: 'Under _Attributes_ choose _Add mapping_. Google knows no display name, so that a first name has to do.',
        fields: [
          { field: 'Primary email', value: 'email' },
          { field: 'First name', value: 'name' },
        ],
      },
      {
        text: 'For roles by group choose the groups under _Group membership (optional)_. Google sends their names, and only of those that you choose.',
        fields: [{ field: 'App attribute', value: 'groups' }],
      },
      {
        text: 'Finish, and turn the app on under _User access_. It can take some minutes until Google lets people in.',
      },
    ],
    here: [
      { text: 'In section 2, choose the file that you downloaded. Google has no address for it.' },
      mapped('email', 'name', 'groups'),
    ],
  },
  {
    provider: 'keycloak',
    name: 'Keycloak',
    steps: [
      { text: 'Download the metadata file in section 1.' },
      {
        text: 'In the admin console choose the realm, then _Clients_, _Import client_, _Browse_, the file, and _Save_. The _Client ID_ is then the Entity ID, and signatures and encryption use the key of this connection.',
        fields: [
          { field: 'Client ID', value: entityId },
          { field: 'Assertion Consumer Service POST Binding URL', value: acsUrl },
          { field: 'Name ID format', value: 'email' },
          { field: 'Force name ID format', value: 'On' },
        ],
      },
      {
        text: 'Under _Client scopes_ open the one that ends in _-dedicated_, then _Add mapper_, _By configuration_, _User Property_, once for each:',
        fields: [
          { field: 'SAML Attribute Name of the property email', value: 'email' },
          { field: 'SAML Attribute Name of the property firstName', value: 'name' },
        ],
      },
      {
        text: 'For roles by group add a mapper _Group list_.',
        fields: [
          { field: 'Group attribute name', value: 'groups' },
          { field: 'Single Group Attribute', value: 'On' },
          { field: 'Full group path', value: 'Off' },
        ],
      },
      {
        text: 'The metadata of the realm are at https://KEYCLOAK/realms/REALM/protocol/saml/descriptor, to which _SAML 2.0 Identity Provider Metadata_ in the realm settings leads.',
      },
    ],
    here: [
      {
        text: 'In section 2, give that address, or paste what is there where Keycloak is reached from inside your network alone.',
      },
      mapped('email', 'name', 'groups'),
    ],
  },
  {
    provider: 'other',
    name: 'Another identity provider',
    steps: [
      {
        text: 'Make an application for SAML 2.0 (Web SSO, POST binding). Where it takes metadata, give it the file of section 1 or its address; else enter:',
        fields: [
          {
            field: 'ACS URL, Reply URL, Single sign-on URL, Recipient, Destination',
            value: acsUrl,
          },
          { field: 'Entity ID, Audience, SP issuer', value: entityId },
          { field: 'Metadata address', value: { own: 'metadataUrl' } },
          { field: 'NameID', value: 'persistent, or the email address; never transient' },
        ],
      },
      {
        text: 'Have it sign the assertion, the response, or both, with RSA-SHA256 or better, and send the address, the name and the groups as attributes.',
      },
      { text: 'Get its metadata: an address, a file, or the XML to be copied.' },
    ],
    here: [
      { text: 'In section 2, give the metadata.' },
      {
        text: 'Run the test of section 4. It shows every attribute that comes; enter their names in sections 3 and 6, and test again.',
      },
    ],
  },
];

/** A guide with the values of one connection in their places. `isOwn` of what is ours, to be copied. */
export type FilledGuide = Pick<Guide, 'provider' | 'name'> & {
  steps: FilledStep[];
  here: FilledStep[];
};
export type FilledStep = {
  text: string;
  fields: { field: string; value: string; isOwn: boolean }[];
};

export function fillGuide(guide: Guide, own: Record<OwnValue, string>): FilledGuide {
  const fill = ({ text, fields = [] }: GuideStep): FilledStep => ({
    text,
    fields: fields.map(({ field, value }) =>
      typeof value === 'string'
        ? { field, value, isOwn: false }
        : { field, value: own[value.own], isOwn: true },
    ),
  });
  const { provider, name, steps, here } = guide;
  return { provider, name, steps: steps.map(fill), here: here.map(fill) };
}
