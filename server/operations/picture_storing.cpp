#include "operations/picture_storing.hpp"

#include <spdlog/fmt/fmt.h>

#include "operations/state_health.hpp"

namespace eigenfaces::service {

DataSetResult<PictureStoring> PictureStoring::begin(State& state, const Limits& limits,
                                                    const WorkspaceId& workspace, std::string_view data_set) {
    auto changing = change_data_set(state, workspace, data_set);
    if (!changing) return tl::unexpected(changing.error());
    const auto description = value_or_throw(changing->sets->describe(changing->name));
    if (!description) return no_data_set(workspace, changing->name);
    if (auto full = too_little_space(state, limits.min_free_space))
        return data_set_failure(DataSetFailure::Kind::no_space, *std::move(full));
    return PictureStoring(*std::move(changing), limits, description->pictures(), description->bytes());
}

template <class Put>
void PictureStoring::add(const PersonName& person, std::uint64_t bytes, Enrolled& result, const Put& put) {
    const PictureName name = PictureName::from_client(result.file).value();
    if (stored_.contains({person, name})) {
        result.problem =
            fmt::format("another file of this request is stored as '{}' of '{}'", name.text(), person.text());
        return;
    }
    const auto replaced = value_or_throw(changing_.sets->size_of(changing_.name, person, name));
    const std::size_t pictures = pictures_ + (replaced ? 0 : 1);
    const std::uint64_t all_bytes = bytes_ - replaced.value_or(0) + bytes;
    if (pictures > limits_.own_pictures || all_bytes > limits_.own_picture_bytes) {
        result.problem = fmt::format(
            "the data set '{}' may have {} pictures (--max-uploads) of {} bytes together "
            "(--max-upload-bytes)",
            changing_.name.text(), limits_.own_pictures, limits_.own_picture_bytes);
        return;
    }
    const ObjectResult<void> done = put(name);
    if (!done && is_out_of_space(done.error())) {
        result.problem = "the disk is full";
        return;
    }
    value_or_throw(done);
    pictures_ = pictures;
    bytes_ = all_bytes;
    stored_.insert({person, name});
    result.stored = name.text();
}

void PictureStoring::store(const PersonName& person, std::span<const std::byte> contents, Enrolled& result) {
    add(person, contents.size(), result, [&](const PictureName& name) {
        return changing_.sets->store(changing_.name, person, name, contents);
    });
}

void PictureStoring::adopt(const PersonName& person, const std::filesystem::path& file, std::uint64_t bytes,
                           Enrolled& result) {
    add(person, bytes, result,
        [&](const PictureName& name) { return changing_.sets->adopt(changing_.name, person, name, file); });
}

void PictureStoring::flush() const {
    value_or_throw(changing_.sets->flush_pictures(changing_.name));
}

}  // namespace eigenfaces::service
