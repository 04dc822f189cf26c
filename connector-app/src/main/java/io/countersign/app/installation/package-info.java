/** The PSA tenants that this connector serves, with their credentials and their API keys. */
@NullMarked
package io.countersign.app.installation;

import org.jspecify.annotations.NullMarked;
