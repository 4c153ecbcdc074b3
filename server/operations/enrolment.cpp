#include "operations/enrolment.hpp"

#include <algorithm>
#include <filesystem>
#include <spdlog/fmt/fmt.h>
#include <stdexcept>
#include <variant>

#include "datasets/extract.hpp"
#include "model/faces/face_cutter.hpp"
#include "operations/data_set_change.hpp"
#include "operations/face_detector.hpp"
#include "operations/own_data_sets.hpp"
#include "operations/state_health.hpp"
#include "storage/atomic_file.hpp"
#include "storage/read_file.hpp"
#include "storage/remove_tree.hpp"
#include "storage/temporary_name.hpp"

namespace eigenfaces::service {

namespace {

/// The face to learn from, or why there is none.
tl::expected<FaceBox, std::string> face_to_learn(std::span<const std::byte> picture,
                                                 const PictureLimits& limits) {
    const auto faces = find_faces(face_detector(), picture, limits, Align::automatic);
    if (!faces) {
        return tl::unexpected(std::visit([](const auto& why) { return why.message; }, faces.error()));
    }
    if (is_of_one_face(*faces)) return faces->front().box;
    return tl::unexpected(fmt::format(
        "shows {} faces, and which one to learn can't be told; cut the others off", faces->size()));
}

/// Whether a picture can be learned from; the result tells what was found out.
void check(const GivenPicture& picture, const PictureLimits& limits, bool require_face, Enrolled& result) {
    if (!PictureName::from_client(picture.name)) {
        result.problem = "has no usable file name: 1 to 200 bytes behind the last '/'";
        return;
    }
    const auto header = check_picture(picture.contents, limits);
    if (!header) {
        result.problem = header.error().message;
        return;
    }
    if (require_face) {
        const auto face = face_to_learn(picture.contents, limits);
        if (!face) {
            result.problem = face.error();
            return;
        }
        result.face = *face;
    }
    result.header = *header;
}

/// Stores checked pictures in a data set, within the operator's limits.
class Storing {
  public:
    static DataSetResult<Storing> begin(State& state, const Limits& limits, const WorkspaceId& workspace,
                                        std::string_view data_set) {
        auto changing = change_data_set(state, workspace, data_set);
        if (!changing) return tl::unexpected(changing.error());
        const auto description = value_or_throw(changing->sets.describe(changing->name));
        if (!description) return no_data_set(workspace, changing->name);
        if (auto full = too_little_space(state, limits.min_free_space))
            return data_set_failure(DataSetFailure::Kind::no_space, *std::move(full));
        return Storing(*std::move(changing), limits, description->pictures(), description->bytes());
    }

    /// The picture has a usable name.
    void store(const PersonName& person, const GivenPicture& picture, Enrolled& result) {
        if (stored_ >= limits_.own_pictures || bytes_ + picture.contents.size() > limits_.own_picture_bytes) {
            result.problem = fmt::format(
                "the data set '{}' may have {} pictures (--max-uploads) of {} bytes together "
                "(--max-upload-bytes)",
                changing_.name.text(), limits_.own_pictures, limits_.own_picture_bytes);
            return;
        }
        const PictureName name = PictureName::from_client(picture.name).value();
        const auto done = changing_.sets.store(changing_.name, person, name, picture.contents);
        if (!done && is_out_of_space(done.error())) {
            result.problem = "the disk is full";
            return;
        }
        value_or_throw(done);
        ++stored_;
        bytes_ += picture.contents.size();
        result.stored = name.text();
    }

  private:
    Storing(Changing changing, const Limits& limits, std::size_t stored, std::uint64_t bytes)
        : changing_(std::move(changing)), limits_(limits), stored_(stored), bytes_(bytes) {}

    Changing changing_;
    const Limits& limits_;
    std::size_t stored_;   ///< pictures in the data set
    std::uint64_t bytes_;  ///< of these
};

/// Removes a file or a folder at its end.
class Temporary {
  public:
    explicit Temporary(std::filesystem::path path) : path_(std::move(path)) {}
    /// What can't be removed goes when the server starts the next time.
    ~Temporary() { static_cast<void>(remove_tree(path_)); }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

DataSetFailure archive_failure(const ExtractionError& error) {
    using Kind = DataSetFailure::Kind;
    switch (error.kind) {
        case ExtractionError::Kind::no_space:
            return {Kind::no_space, "the disk is full; nothing was stored", {}};
        case ExtractionError::Kind::cancelled:
            return {Kind::stopped, "the request was stopped; nothing was stored", {}};
        case ExtractionError::Kind::disk:
            throw std::runtime_error(error.detail);
        case ExtractionError::Kind::damaged:
        case ExtractionError::Kind::refused:
        case ExtractionError::Kind::too_large:
            break;
    }
    return {Kind::bad_archive, error.detail, {}};
}

/// Extracts an archive that came with a request; at most what a data set may have, and as much again that is
/// no picture.
DataSetResult<void> extract_into(const std::filesystem::path& folder, const Temporary& file,
                                 std::span<const std::byte> archive, const Limits& limits,
                                 const std::stop_token& stop) {
    if (auto written = create_file(file.path(), archive); !written) {
        if (is_out_of_space(written.error())) return disk_full();
        throw std::runtime_error(written.error().message());
    }
    ExtractionLimits extraction;
    extraction.max_entries = 2 * limits.own_pictures + 1000;
    extraction.max_total_bytes = limits.own_picture_bytes;
    const auto extracted = extract(file.path(), folder, extraction, {}, stop);
    if (!extracted) return tl::unexpected(archive_failure(extracted.error()));
    return {};
}

struct Listing {
    std::vector<std::filesystem::path> folders;
    std::vector<std::filesystem::path> files;
};

/// Sorted. What was extracted has folders and files alone.
Listing list(const std::filesystem::path& folder) {
    Listing listing;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        (entry.is_directory() ? listing.folders : listing.files).push_back(entry.path());
    std::sort(listing.folders.begin(), listing.folders.end());
    std::sort(listing.files.begin(), listing.files.end());
    return listing;
}

/// The folder of the persons' folders: the archive's top, or the one folder there that has folders.
std::filesystem::path people_in(const std::filesystem::path& top) {
    const Listing listing = list(top);
    const bool one_folder = listing.folders.size() == 1 && listing.files.empty();
    return one_folder && !list(listing.folders.front()).folders.empty() ? listing.folders.front() : top;
}

/// A picture of an archive, before it is stored.
struct Found {
    std::filesystem::path path;
    std::optional<PersonName> person;
};

/// All files of an archive; what is no person's picture has its problem already.
std::vector<Found> find_pictures(const std::filesystem::path& top,
                                 std::vector<EnrolledFromArchive>& results) {
    std::vector<Found> found;
    const auto add = [&](const std::filesystem::path& file, std::optional<PersonName> person,
                         std::optional<std::string> problem) {
        EnrolledFromArchive& result = results.emplace_back();
        result.person = person ? person->text() : "";
        result.picture.file = file.lexically_relative(top).string();
        result.picture.problem = std::move(problem);
        found.push_back({file, std::move(person)});
    };
    const auto add_all = [&](const std::filesystem::path& folder, const std::string& problem) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (!entry.is_directory()) add(entry.path(), std::nullopt, problem);
        }
    };
    const Listing people = list(people_in(top));
    for (const auto& file : people.files)
        add(file, std::nullopt, "lies in no person's folder");
    for (const auto& folder : people.folders) {
        const auto person = PersonName::from_client(folder.filename().string());
        if (!person) {
            add_all(folder, "lies in a folder whose name is no person's");
            continue;
        }
        const Listing pictures = list(folder);
        for (const auto& file : pictures.files)
            add(file, person, std::nullopt);
        for (const auto& deeper : pictures.folders)
            add_all(deeper, "lies in a folder within a person's folder");
    }
    return found;
}

std::string read_extracted(const std::filesystem::path& path, const Limits& limits) {
    return value_or_throw(read_file(path, limits.own_picture_bytes));
}

constexpr const char* not_looked_at = "was not looked at: the server is stopping, or the client has gone";

}  // namespace

DataSetResult<std::vector<Enrolled>> enrol(State& state, const Limits& limits, const WorkspaceId& workspace,
                                           const EnrolInput& input, std::span<const GivenPicture> pictures,
                                           const std::stop_token& stop) {
    const auto who = person_name_of(input.person);
    if (!who) return tl::unexpected(who.error());
    // Faces are looked for before anything is kept from changing, which takes long.
    if (auto found = describe_data_set(state, workspace, input.data_set); !found)
        return tl::unexpected(found.error());
    std::vector<Enrolled> results;
    for (const GivenPicture& picture : pictures) {
        Enrolled& result = results.emplace_back(Enrolled{picture.name, {}, {}, {}, {}});
        if (stop.stop_requested()) {
            result.problem = not_looked_at;
        } else {
            check(picture, limits.picture, input.require_face, result);
        }
    }
    auto storing = Storing::begin(state, limits, workspace, input.data_set);
    if (!storing) return tl::unexpected(storing.error());
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        if (!results[i].problem) storing->store(*who, pictures[i], results[i]);
    }
    return results;
}

DataSetResult<std::vector<EnrolledFromArchive>> enrol_archive(State& state, const Limits& limits,
                                                              const WorkspaceId& workspace,
                                                              std::string_view data_set, bool require_face,
                                                              std::span<const std::byte> archive,
                                                              const std::stop_token& stop) {
    if (auto found = describe_data_set(state, workspace, data_set); !found)
        return tl::unexpected(found.error());
    if (auto full = too_little_space(state, limits.min_free_space))
        return data_set_failure(DataSetFailure::Kind::no_space, *std::move(full));
    const Temporary file(state.data_dir() / temporary_name());
    const Temporary folder(state.data_dir() / temporary_name());
    if (auto extracted = extract_into(folder.path(), file, archive, limits, stop); !extracted)
        return tl::unexpected(extracted.error());

    std::vector<EnrolledFromArchive> results;
    const std::vector<Found> pictures = find_pictures(folder.path(), results);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        Enrolled& result = results[i].picture;
        if (result.problem) continue;
        if (stop.stop_requested()) {
            result.problem = not_looked_at;
            continue;
        }
        const std::string contents = read_extracted(pictures[i].path, limits);
        const std::string name = pictures[i].path.filename().string();
        check({name, std::as_bytes(std::span(contents))}, limits.picture, require_face, result);
    }
    auto storing = Storing::begin(state, limits, workspace, data_set);
    if (!storing) return tl::unexpected(storing.error());
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        if (results[i].picture.problem) continue;
        const std::string contents = read_extracted(pictures[i].path, limits);
        const std::string name = pictures[i].path.filename().string();
        storing->store(*pictures[i].person, {name, std::as_bytes(std::span(contents))}, results[i].picture);
    }
    return results;
}

}  // namespace eigenfaces::service
