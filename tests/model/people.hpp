#pragma once

#include <cstdint>
#include <span>

#include "model/data_set.hpp"

/// The pictures of some people of a data set, in its order; the people are numbered as they are listed.
eigenfaces::DataSet people_of(const eigenfaces::DataSet& data, std::span<const std::uint32_t> people);
