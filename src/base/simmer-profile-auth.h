#pragma once

#include "simmer-profile-check.h"

G_BEGIN_DECLS

/**
 * SimmerProfileAuth:
 * @header: (nullable): the header that bears the credential
 * @prefix: (nullable): what stands before the credential
 * @user: (nullable): the header that bears the user's name
 * @hint: (nullable): what the credential is and where a person gets it
 * @basic: whether it is encoded as HTTP Basic does
 * @basic_pairs: whether a name and a password are, with a colon between, and nothing else is
 * @required: whether nothing goes without a credential
 * @hosts: (owned): the hosts that may see the credential, beside the account's own
 *
 * How a service is signed in to.
 */
typedef struct
{
  const char *header;
  const char *prefix;
  const char *user;
  const char *hint;
  gboolean basic;
  gboolean basic_pairs;
  gboolean required;
  char **hosts;
} SimmerProfileAuth;

void simmer_profile_auth_read (SimmerProfileAuth *self,
                               SimmerProfileCheck *check,
                               JsonObject *root);
void simmer_profile_auth_clear (SimmerProfileAuth *self);
void simmer_profile_auth_split (const SimmerProfileAuth *self,
                                const char *credential,
                                char **user,
                                char **value);

G_END_DECLS
