/**
 * How another James is made of the stock one: all its modules, with one of ours in place of what that one binds.
 */
package org.requiretls.james.arrangement;
