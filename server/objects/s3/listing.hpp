#pragma once
#include <string>

#include "objects/s3/client.hpp"
#include "objects/s3/xml.hpp"

namespace eigenfaces::service {

/// All pages of a list as one: the bucket's names that begin with `prefix`, those with `delimiter` behind it
/// (where that is not empty) by what stands before that alone.
ObjectResult<s3_xml::Page> list_s3(const S3Client& client, const std::string& prefix,
                                   const std::string& delimiter);

}  // namespace eigenfaces::service
