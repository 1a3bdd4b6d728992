/** Accounts: who somebody is, sign-in, roles, creator applications, who follows and blocks whom. */
@NullMarked
package io.serai.accounts;

import org.jspecify.annotations.NullMarked;
