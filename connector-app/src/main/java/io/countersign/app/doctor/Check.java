package io.countersign.app.doctor;

import io.countersign.setup.Finding;
import java.util.List;

/**
 * Looks at one thing that the connector stands on. Whoever adds something to stand on adds one to {@link DoctorConfiguration}. It leaves nothing behind,
 * and may throw or hang: {@link Doctor} tells of it.
 */
public interface Check {
    /** What is looked at, in a few words. */
    String what();

    /** What was found. */
    List<Finding> look() throws Exception;
}
