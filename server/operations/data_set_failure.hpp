#pragma once
#include <string>

#include <tl/expected.hpp>

namespace eigenfaces::service {

/// Why an operation on a data set of one's own did not do what it was asked for.
struct DataSetFailure {
    enum class Kind {
        bad_name,     ///< of the data set, the person or the picture
        missing,      ///< data set, person or picture
        taken,        ///< the name is another one's
        bad_archive,  ///< no archive, or one that breaks a rule
        busy,         ///< a training reads the workspace's data sets
        no_space,     ///< on the disk, or in what the operator leaves to a workspace
        too_many,     ///< archives come in or go out
        stopped,      ///< the client has gone, or the server is stopping
    };
    Kind kind = Kind::missing;
    std::string detail;
    std::string job = {};  ///< that is in the way
};

template <class T>
using DataSetResult = tl::expected<T, DataSetFailure>;

}  // namespace eigenfaces::service
