/** What an installation allows and demands, and how often anything may be tried. */
@NullMarked
package io.countersign.policy;

import org.jspecify.annotations.NullMarked;
