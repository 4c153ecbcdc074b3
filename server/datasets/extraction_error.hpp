#pragma once
#include <string>

namespace eigenfaces::service {

/// Why an archive could not be extracted.
struct ExtractionError {
    enum class Kind {
        damaged,    ///< not a tar.gz or zip archive, cut off, or a checksum in it is wrong
        refused,    ///< an entry that breaks a rule: a path that leads out, a link, a device, a name given
                    ///< twice
        too_large,  ///< more entries or bytes than the caller's limits
        cancelled,  ///< the caller's stop was requested
        no_space,   ///< the device, or the quota, is full
        disk,       ///< another error of the file system
    };
    Kind kind;
    std::string detail;  ///< one sentence, for people; names the entry and the rule
};

}  // namespace eigenfaces::service
