#include "objects/object_error.hpp"

#include <cerrno>

namespace eigenfaces::service {

namespace {

ObjectError::Kind kind_of(const StorageError& error) {
    using Kind = ObjectError::Kind;
    if (is_out_of_space(error)) return Kind::no_space;
    switch (error.error_number) {
        case EFBIG:
            return Kind::too_large;
        case EACCES:
        case EPERM:
        case EROFS:
            return Kind::denied;
        case EBADMSG:
            return Kind::damaged;
        default:
            return Kind::unavailable;
    }
}

}  // namespace

ObjectError to_object_error(const StorageError& error) {
    return {kind_of(error), error.message()};
}

ObjectError not_understood(const ObjectKey& key) {
    return {ObjectError::Kind::damaged, "cannot understand " + key.text() + ": it is not one of ours"};
}

}  // namespace eigenfaces::service
