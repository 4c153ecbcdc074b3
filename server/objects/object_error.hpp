#pragma once
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

#include "objects/object_key.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Why something could not be done to an object.
struct ObjectError {
    enum class Kind {
        unavailable,  ///< the store or the disk fails at the moment, after all retries: try later
        denied,       ///< credentials or permissions: retrying does not help
        no_space,     ///< the disk, the bucket or a quota is full
        too_large,    ///< the object has more bytes than the caller takes
        damaged,  ///< what arrived is not what was stored: length or checksum are wrong, after all retries
        stopped,  ///< the caller asked to
    };
    Kind kind = Kind::unavailable;
    std::string message;  ///< "cannot read s3://bucket/key: connection refused", to be logged or shown
};

template <typename T>
using ObjectResult = tl::expected<T, ObjectError>;

inline bool is_out_of_space(const ObjectError& error) {
    return error.kind == ObjectError::Kind::no_space;
}

ObjectError to_object_error(const StorageError& error);
/// Of an object whose contents are not what is stored under such a key.
ObjectError not_understood(const ObjectKey& key);

/// An error that the caller can do nothing about, on its way to where all such errors go.
struct ObjectFailure : std::runtime_error {
    explicit ObjectFailure(const ObjectError& error) : std::runtime_error(error.message), kind(error.kind) {}
    ObjectError::Kind kind;
};

/// What a result holds, where the caller can do nothing about an error. Throws ObjectFailure.
template <typename T>
T value_or_throw(ObjectResult<T> result) {
    if (!result) throw ObjectFailure(result.error());
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace eigenfaces::service
